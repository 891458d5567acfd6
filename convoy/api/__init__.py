"""Machines: JSON in, signed JSON out, described at /api/openapi.json."""

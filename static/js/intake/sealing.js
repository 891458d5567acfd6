// Sealing to the installation's key, and knowing its answers. Nothing here can open what it sealed.
// The envelope is described in convoy/services/phones.py.

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const SIGNED = { name: "ECDSA", namedCurve: "P-256" };
const bytesOf = (text) => new TextEncoder().encode(text);

/** @param {string} line base64url @returns {Uint8Array} */
export function unlined(line) {
  const plain = atob(line.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

/** @param {Uint8Array} bytes @returns {string} base64url */
export function lined(bytes) {
  let plain = "";
  for (const byte of bytes) plain += String.fromCharCode(byte);
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * Return `content` in an envelope that only the installation with this point opens, and only for this id.
 * @param {string} point @param {string} id @param {object} content @returns {Promise<string>}
 */
export async function seal(point, id, content) {
  const theirs = unlined(point);
  const pair = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const ours = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const key = await crypto.subtle.importKey("raw", theirs, CURVE, false, []);
  const secret = await crypto.subtle.deriveBits({ name: "ECDH", public: key }, pair.privateKey, 256);
  const material = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const sealing = await crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: joined(ours, theirs), info: bytesOf("convoy envelope 1") },
    material,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt"],
  );
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv, additionalData: bytesOf(id) },
    sealing,
    bytesOf(JSON.stringify(content)),
  );
  return lined(joined(Uint8Array.of(1), ours, iv, new Uint8Array(sealed)));
}

/**
 * Whether an answer was said by the installation with this point: a captive portal also says 200.
 * @param {string} point @param {ArrayBuffer} body @param {string | null} signature
 */
export async function isOurs(point, body, signature) {
  if (!signature) return false;
  try {
    const key = await crypto.subtle.importKey("raw", unlined(point), SIGNED, false, ["verify"]);
    return await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, unlined(signature), body);
  } catch {
    return false;
  }
}

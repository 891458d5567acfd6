// The camera reads codes into the field below it, one a line. Everything else works without this.

const form = document.querySelector("[data-scan]");
const part = (name) => form.querySelector(`[data-${name}]`);
const scanner = part("scanner");
const video = part("view");
const { codes, camera } = form.elements;
const said = scanner.dataset;

const FORMATS = ["QRCode", "DataMatrix", "Code128", "EAN13", "EAN8", "UPCA", "UPCE", "ITF"];
const NATIVE = ["qr_code", "data_matrix", "code_128", "ean_13", "ean_8", "upc_a", "upc_e", "itf"];
const EVERY = 120; // milliseconds between two looks
const WIDEST = 1280; // pixels of a picture that is looked at

// Our own labels carry an address; what is read on the screen is its end.
const plain = (text) => text.trim().replace(/^https?:\/\/[^/]+\/b\/([^/?#]+)$/i, "$1").replaceAll("\u001d", "␝");
const key = (line) => line.toUpperCase().replace(/[\s-]+/g, "");
const lines = () => codes.value.split("\n").map((line) => line.trim()).filter(Boolean);

function tell(words) {
  part("state").textContent = words;
}
function count() {
  const seen = [...new Map(lines().map((line) => [key(line), line])).values()];
  part("count").textContent = seen.length;
  part("last").textContent = seen.at(-1) ?? "–";
}
function take(text) {
  const line = plain(text);
  if (!line) return;
  if (lines().some((other) => key(other) === key(line))) return tell(`${said.again} ${line}`);
  codes.value = [...lines(), line].join("\n") + "\n";
  count();
  tell(`${said.read} ${line}`);
  navigator.vibrate?.(60);
  if ("one" in said) {
    stop();
    form.elements[said.one].focus();
  }
  return undefined;
}

async function native() {
  if (!("BarcodeDetector" in window)) return null;
  const known = await BarcodeDetector.getSupportedFormats();
  if (!known.includes("qr_code")) return null;
  const detector = new BarcodeDetector({ formats: NATIVE.filter((format) => known.includes(format)) });
  return async (picture) => (await detector.detect(picture)).map(({ rawValue }) => rawValue);
}
async function ours() {
  if (!said.reader) return null;
  await new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: said.reader });
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
    document.head.append(script);
  });
  const { prepareZXingModule, readBarcodes } = window.ZXingWASM;
  await prepareZXingModule({ overrides: { locateFile: () => said.wasm }, fireImmediately: true });
  return async (picture) => {
    const pixels = picture.getContext("2d").getImageData(0, 0, picture.width, picture.height);
    const found = await readBarcodes(pixels, { formats: FORMATS, maxNumberOfSymbols: 24 });
    return found.filter(({ isValid }) => isValid).map(({ text }) => text);
  };
}

let stream;
let read;

function stop() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = undefined;
  video.srcObject = null;
  video.hidden = true;
  part("start").hidden = false;
  part("stop").hidden = true;
  if (camera) camera.value = "";
}
async function looking() {
  const picture = document.createElement("canvas");
  const brush = picture.getContext("2d", { willReadFrequently: true });
  while (stream) {
    if (video.videoWidth && !document.hidden) {
      const scale = Math.min(1, WIDEST / video.videoWidth);
      picture.width = video.videoWidth * scale;
      picture.height = video.videoHeight * scale;
      brush.drawImage(video, 0, 0, picture.width, picture.height);
      const found = await read(picture);
      if (stream) found.forEach(take);
    }
    await new Promise((resolve) => setTimeout(resolve, EVERY));
  }
}
async function start() {
  if (stream) return undefined;
  tell(said.starting);
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: "environment", width: { ideal: WIDEST } },
    });
  } catch (error) {
    return tell(error.name === "NotFoundError" ? said.none : said.refused);
  }
  try {
    read ??= (await native()) ?? (await ours());
  } catch {
    read = null;
  }
  if (!read) {
    stop();
    return tell(said.unreadable);
  }
  video.srcObject = stream;
  video.hidden = false;
  part("start").hidden = true;
  part("stop").hidden = false;
  camera.value = "1";
  await video.play();
  tell(said.looking);
  return looking().catch(() => {
    stop();
    tell(said.unreadable);
  });
}

codes.addEventListener("input", count);
count();
scanner.hidden = false;
if (!window.isSecureContext || !navigator.mediaDevices) {
  tell(said.insecure);
} else if (!said.reader && !("BarcodeDetector" in window)) {
  tell(said.unreadable);
} else {
  part("start").hidden = false;
  part("start").addEventListener("click", start);
  part("stop").addEventListener("click", () => {
    stop();
    tell("");
  });
  if (camera.value) start();
}
window.addEventListener("pagehide", stop);

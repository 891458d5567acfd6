// The camera, and what reads codes in its picture: one for every page on which something is scanned.

const FORMATS = ["QRCode", "DataMatrix", "Code128", "EAN13", "EAN8", "UPCA", "UPCE", "ITF"];
const NATIVE = ["qr_code", "data_matrix", "code_128", "ean_13", "ean_8", "upc_a", "upc_e", "itf"];
const EVERY = 120; // milliseconds between two looks
const WIDEST = 1280; // pixels of a picture that is looked at

const isNative = () => "BarcodeDetector" in window;

/**
 * Why a camera cannot read codes here, as its section names the sentences; "" where it can.
 * @param {HTMLElement} scanner the section of templates/macros/camera.html
 */
export async function hindrance({ dataset: { reader } }) {
  if (!window.isSecureContext || !navigator.mediaDevices) return "insecure";
  if (!reader && !isNative()) return "unreadable";
  const found = await navigator.mediaDevices.enumerateDevices();
  return found.some(({ kind }) => kind === "videoinput") ? "" : "none";
}

async function native() {
  if (!isNative()) return null;
  const known = await BarcodeDetector.getSupportedFormats();
  if (!known.includes("qr_code")) return null;
  const detector = new BarcodeDetector({ formats: NATIVE.filter((format) => known.includes(format)) });
  return async (picture) => (await detector.detect(picture)).map(({ rawValue, format }) => [rawValue, format === "upc_e"]);
}

/** The files that have to be here before a camera can read without a network; none where the browser reads itself. */
export async function files({ dataset: { reader, wasm } }) {
  return !reader || (await native()) ? [] : [reader, wasm];
}

async function brought({ reader, wasm }) {
  if (!reader) return null;
  await new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: reader });
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
    document.head.append(script);
  });
  const { prepareZXingModule, readBarcodes } = window.ZXingWASM;
  await prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
  return async (picture) => {
    const pixels = picture.getContext("2d").getImageData(0, 0, picture.width, picture.height);
    const found = await readBarcodes(pixels, { formats: FORMATS, maxNumberOfSymbols: 24 });
    return found.filter(({ isValid }) => isValid).map(({ text, format }) => [text, format === "UPCE"]);
  };
}

/** The twelve digits that a short UPC-E stands for (GS1 General Specifications 5.2.2.4). */
function unshortened(text) {
  const [, system, digits, last, check] = /^([01])?(\d{5})(\d)(\d)$/.exec(text.padStart(8, "0")) ?? [];
  if (!digits) return text;
  const [a, b, c, d, e] = digits;
  const whole =
    last < "3" ? `${a}${b}${last}0000${c}${d}${e}` : last === "3" ? `${a}${b}${c}00000${d}${e}` : last === "4" ? `${a}${b}${c}${d}00000${e}` : `${digits}0000${last}`;
  return `${system}${whole}${check}`;
}

// Our own labels carry an address; what is read on the screen is the code it ends in. Another address stays as it is:
// the server says what it is, and nothing follows it. The separator in a GS1 code gets a sign.
const LONGEST = 300; // as the server reads it
const plain = (text) =>
  text
    .replaceAll(/[\r\n]+/g, " ") // one code is one line, whatever it holds
    .trim()
    .slice(0, LONGEST)
    .replace(/^https?:\/\/([^/]+)\/b\/([^/?#]+)$/i, (link, host, code) => (host.toLowerCase() === location.host ? code : link))
    .replace(/^([A-Z]{2})([0-9A-Z]{4})([0-9A-Z]{2})([0-9A-Z])$/, "$1-$2-$3-$4")
    .replace(/^\u001d/, "")
    .replaceAll("\u001d", "␝");

/**
 * A camera that shows its picture in the section and says there how it goes.
 * @param {HTMLElement} scanner the section of templates/macros/camera.html
 * @param {(text: string) => void} take hears every code that is read, again and again
 * @param {(isOn: boolean) => void} changed hears that it went on or off
 */
export function camera(scanner, take, changed) {
  const video = scanner.querySelector("[data-view]");
  const state = scanner.querySelector("[data-state]");
  const stopping = scanner.querySelector("[data-stop]");
  const said = scanner.dataset;
  let stream;
  let read;
  let asked = 0; // a camera that comes after it was closed again is not kept

  const tell = (words) => (state.textContent = words);

  function stop() {
    asked += 1;
    stream?.getTracks().forEach((track) => track.stop());
    stream = undefined;
    video.srcObject = null;
    video.hidden = true;
    stopping.hidden = true;
    changed(false);
  }
  async function looking(mine) {
    const picture = document.createElement("canvas");
    const brush = picture.getContext("2d", { willReadFrequently: true });
    while (stream === mine && scanner.isConnected) {
      if (video.videoWidth && !document.hidden) {
        const scale = Math.min(1, WIDEST / video.videoWidth);
        picture.width = video.videoWidth * scale;
        picture.height = video.videoHeight * scale;
        brush.drawImage(video, 0, 0, picture.width, picture.height);
        for (const [text, isShort] of await read(picture)) {
          if (stream === mine) take(plain(isShort ? unshortened(text) : text));
        }
      }
      await new Promise((resolve) => setTimeout(resolve, EVERY));
    }
    if (stream === mine) stop();
  }
  async function start() {
    if (stream) return undefined;
    const turn = (asked += 1);
    tell(said.starting);
    stopping.hidden = false;
    let given;
    try {
      given = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: "environment", width: { ideal: WIDEST } },
      });
      read ??= (await native()) ?? (await brought(said).catch(() => null));
    } catch (error) {
      stop();
      return tell(error.name === "NotFoundError" ? said.none : said.refused);
    }
    if (!read || turn !== asked) {
      given.getTracks().forEach((track) => track.stop());
      if (turn === asked) {
        stop();
        tell(said.reader ? said.unloaded : said.unreadable);
      }
      return undefined;
    }
    stream = given;
    video.srcObject = stream;
    video.hidden = false;
    changed(true);
    video.play().catch(() => {}); // closed at once
    tell(said.looking);
    return looking(given).catch(() => {
      stop();
      tell(said.unreadable);
    });
  }

  stopping.addEventListener("click", () => {
    stop();
    tell("");
  });
  window.addEventListener("pagehide", stop);
  return { start, stop, tell };
}

/**
 * Let the button beside each item of a form open the camera below it, which closes with the first code of goods.
 * @param {HTMLElement} scanner the section of templates/macros/camera.html
 * @param {(line: HTMLElement, text: string) => boolean} read takes a code for a line; whether it was of goods
 * @returns {Promise<boolean>} whether there is a camera that can read
 */
export async function besideItems(form, scanner, read) {
  if (await hindrance(scanner)) return false;
  let button;
  const lens = camera(
    scanner,
    (text) => {
      if (!text || !button) return;
      const pressed = button;
      if (!read(pressed.closest("[data-line]"), text)) return void lens.tell(`${scanner.dataset.other} ${text}`);
      button = undefined;
      navigator.vibrate?.(60);
      lens.stop();
      lens.tell("");
      scanner.hidden = true;
    },
    () => {},
  );
  form.addEventListener("click", (event) => {
    const pressed = event.target.closest?.("[data-scan-line]");
    if (!pressed) return;
    const isOpen = button === pressed && !scanner.hidden;
    lens.stop();
    lens.tell("");
    button = isOpen ? undefined : pressed;
    scanner.hidden = isOpen;
    if (isOpen) return;
    pressed.closest(".field").after(scanner);
    lens.start();
  });
  const close = () => {
    scanner.hidden = true;
    button?.focus();
    button = undefined;
  };
  scanner.querySelector("[data-stop]").addEventListener("click", close);
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || scanner.hidden || !button) return;
    lens.stop();
    lens.tell("");
    close();
  });
  const offer = (within) => within.querySelectorAll("[data-scan-line]").forEach((one) => (one.hidden = false));
  offer(form);
  form.querySelectorAll("template").forEach(({ content }) => offer(content));
  return true;
}

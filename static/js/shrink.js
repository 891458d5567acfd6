// A photo is made small on the phone before it is sent: a hall's network is slow, and a server takes so much.

document.addEventListener("change", async ({ target }) => {
  const most = Number(target.dataset?.shrink);
  const [photo] = (most && target.files) || [];
  if (!photo?.type.startsWith("image/")) return;
  try {
    const picture = await createImageBitmap(photo, { imageOrientation: "from-image" });
    const scale = Math.min(1, most / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const small = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
    if (!small || target.files[0] !== photo) return;
    const files = new DataTransfer();
    files.items.add(new File([small], "photo.jpg", { type: "image/jpeg" }));
    target.files = files.files;
  } catch {
    // what no browser can draw is sent as it is; the server says what is the matter
  }
});

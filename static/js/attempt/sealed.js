/* Locks answers so that only the site can read them (quizzes/sealing.py): a key pair for this one file and the site's
   public key come to a key that AES-GCM locks them with. */
export const canSeal = (seal) => Boolean(seal && globalThis.crypto?.subtle);

export async function sealed(contents, { format, key, point }) {
  const { subtle } = crypto;
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const site = await subtle.importKey("raw", bytes(point), curve, false, []);
  const own = await subtle.generateKey(curve, false, ["deriveBits"]);
  const ownPoint = await subtle.exportKey("raw", own.publicKey);
  const shared = await subtle.deriveBits({ name: "ECDH", public: site }, own.privateKey, 256);
  const secret = await subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: ownPoint, info: new TextEncoder().encode(`${format}:${key}`) },
    await subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]),
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt"],
  );
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const how = { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(key) };
  const data = await subtle.encrypt(how, secret, new TextEncoder().encode(JSON.stringify(contents)));
  return JSON.stringify({ format, key, point: text(ownPoint), iv: text(iv), data: text(data) });
}

const bytes = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

function text(buffer) {
  let letters = "";
  for (const byte of new Uint8Array(buffer)) letters += String.fromCharCode(byte);
  return btoa(letters);
}

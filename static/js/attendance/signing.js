/* Each entry says by its signature that this phone made it, for this session. */
const text = new TextEncoder();
const bytesOf = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const hexOf = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export const keyFrom = (hex) => crypto.subtle.importKey("raw", bytesOf(hex), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);

export async function signedEntry({ key, device }, enrolment) {
  const id = crypto.randomUUID();
  const at = new Date().toISOString();
  const signature = await crypto.subtle.sign("HMAC", key, text.encode(`${device}|${id}|${enrolment}|${at}`));
  return { id, enrolment, at, signature: hexOf(signature) };
}

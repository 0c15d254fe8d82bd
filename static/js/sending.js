/* What all that waits for a signal has in common: how one request is sent, and how long to pause after it failed. */
const FIRST_RETRY = 2000;
const LONGEST_RETRY = 30000;

/* Half of the pause by chance, so that a whole class does not come back in the same second. */
export function pauseAfter(failures) {
  const ceiling = Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** (failures - 1));
  return ceiling / 2 + (Math.random() * ceiling) / 2;
}

export const cookieToken = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

/* What our server says in JSON, or null: a GET, or a form where there is a body. */
export async function ask(url, { body, token = "" } = {}) {
  try {
    const response = await fetch(url, {
      method: body ? "POST" : "GET",
      headers: body ? { "X-CSRFToken": token } : {},
      body,
      redirect: "manual",
      credentials: "same-origin",
      signal: AbortSignal.timeout(10000),
    });
    return response.headers.get("Content-Type")?.startsWith("application/json") ? await response.json() : null;
  } catch {
    return null;
  }
}

/* {status, facts}: facts is what the server says in JSON, status 0 where nothing arrived. An answer that leads to the
   log-in is `loggedOut`; one that our own server gave, and not a box on the way, is `ours`. A page that closes does not
   wait, and the browser sends on after it. */
export async function postJson(url, body, { token = cookieToken(), closing = false, seconds = 15 } = {}) {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
      body: JSON.stringify(body),
      keepalive: closing,
      redirect: "manual",
      credentials: "same-origin",
      signal: closing ? undefined : AbortSignal.timeout(seconds * 1000),
    });
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    const facts = isJson ? await response.json() : null;
    const loggedOut = response.type === "opaqueredirect" || response.status === 403;
    return { status: response.status, ok: response.ok, ours: response.headers.has("X-Request-ID"), loggedOut, facts };
  } catch {
    return { status: 0, ok: false, ours: false, loggedOut: false, facts: null };
  }
}

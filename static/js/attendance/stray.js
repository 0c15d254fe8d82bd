/* Whom somebody noted at a door is sent from whichever page comes next, not from the desk's own alone. */
import { sendWaiting } from "./parcels.js";

const send = () => sendWaiting(document.body.dataset.person);

window.addEventListener("online", send);
await send();

/** What can wait until the screen stands and nobody touches it. */

/** A device that is never idle, or a screen that never stands, does it all the same by then. */
const AT_LAST_MS = 3_000;
const LOOK_AGAIN_MS = 100;
/** A page with nothing on it yet, or a place on it that still waits for what it shows. */
const AWAITED = "#root:empty, [aria-busy='true']";

/** Do something once there is nothing more urgent; what is returned calls it off. */
export function later(work: () => void): () => void {
  const last = performance.now() + AT_LAST_MS;
  let callOff: () => void = () => undefined;
  const look = () => {
    if (document.querySelector(AWAITED) && performance.now() < last) {
      const at = setTimeout(look, LOOK_AGAIN_MS);
      callOff = () => clearTimeout(at);
    } else {
      callOff = idle(work);
    }
  };
  look();
  return () => callOff();
}

function idle(work: () => void): () => void {
  if (typeof requestIdleCallback === "undefined") {
    const at = setTimeout(work, AT_LAST_MS);
    return () => clearTimeout(at);
  }
  const at = requestIdleCallback(work, { timeout: AT_LAST_MS });
  return () => cancelIdleCallback(at);
}

/** What can wait until the screen stands and nobody touches it. */

/** A device that is never idle does it all the same by then. */
const AT_LAST_MS = 3_000;

/** Do something once there is nothing more urgent; what is returned calls it off. */
export function later(work: () => void): () => void {
  if (typeof requestIdleCallback === "undefined") {
    const at = setTimeout(work, AT_LAST_MS);
    return () => clearTimeout(at);
  }
  const at = requestIdleCallback(work, { timeout: AT_LAST_MS });
  return () => cancelIdleCallback(at);
}

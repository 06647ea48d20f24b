/** Let the floor open without a network; needs a page that came safely (https or localhost). */

export async function installWorker(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register("/floor-worker.js", { scope: "/floor" }).catch(() => null);
}

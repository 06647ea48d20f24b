/** Do what was read first before what was read later, however late its answer comes. */
export function inOrder(work: (code: string) => Promise<void>): (code: string) => void {
  let last = Promise.resolve();
  return (code) => {
    last = last.catch(() => undefined).then(() => work(code));
  };
}

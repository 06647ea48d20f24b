/** What a scanned text means: our own QR codes are addresses that end in a code. */

const OURS = /^https?:\/\/[^/]+\/c\/([^/?#]+)$/i;

/** The code in an address of ours (`https://factory.example/c/WO-1-C03`), also offline; else the text. */
export function codeIn(scanned: string): string {
  const code = OURS.exec(scanned.trim())?.[1];
  if (code === undefined) return scanned;
  try {
    return decodeURIComponent(code);
  } catch {
    return scanned;
  }
}

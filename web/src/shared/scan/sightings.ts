/** What a camera sees again and again is one scan: a code counts anew once it was out of sight. */

/** A code that was not seen for so long was taken away. */
export const GONE_MS = 1_200;
/** A code is believed when two pictures agree: one alone may be a misread bar. */
export const AGREED = 2;

export class Sightings {
  private last = "";
  private agreed = 0;
  private isTold = false;
  private seenAt = 0;

  /** Take what one picture shows; the code when it is a new scan, else null. */
  take(code: string | null, at: number): string | null {
    if (code === null) {
      if (at - this.seenAt > GONE_MS) this.forget();
      return null;
    }
    if (code !== this.last || at - this.seenAt > GONE_MS) {
      this.forget();
      this.last = code;
    }
    this.seenAt = at;
    this.agreed += 1;
    if (this.isTold || this.agreed < AGREED) return null;
    this.isTold = true;
    return code;
  }

  private forget(): void {
    this.last = "";
    this.agreed = 0;
    this.isTold = false;
  }
}

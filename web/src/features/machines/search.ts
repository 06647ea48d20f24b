/** What an address says of a page about machines. */

export interface Search {
  /** Business date `2026-03-02`; today when absent. */
  readonly day?: string;
  /** Code of one of the day's shifts; the whole day when absent. */
  readonly shift?: string;
  /** Code of a line or area. */
  readonly within?: string;
  /** Code of a station. */
  readonly unit?: string;
  /** What is in sight of a timeline, in seconds after its start: `600-4200`. */
  readonly view?: string;
  /** How stops are summed up. */
  readonly by?: string;
  /** `yes`: only what nobody has explained; of calls, also what is settled. */
  readonly only?: string;
  /** Id of the stop that is open beside the list. */
  readonly stop?: string;
}

export interface Asking {
  readonly search: Search;
  /** Change a part of the address; an empty text takes a word out. */
  readonly onSearch: (part: Search) => void;
}

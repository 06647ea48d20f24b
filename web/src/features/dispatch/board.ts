/** The dispatch board as values: lanes of stations with their queues, and what a move asks for. */

export interface Job {
  readonly id: string;
  readonly code: string;
  readonly work_order: string | null;
  readonly operation: string;
  readonly status: string;
  readonly priority: number;
  readonly material: string | null;
  readonly material_name: string | null;
  readonly material_name_en: string | null;
  readonly unit: string | null;
  readonly ordered: string;
  readonly good: string;
  readonly waiting: string;
  readonly work_center: string | null;
  readonly work_unit: string | null;
  readonly crew: string | null;
  readonly person: string | null;
  readonly planned_start_at: string | null;
  readonly due_at: string | null;
  readonly queue_rank: number | null;
  readonly left_s: number;
}

export interface Station {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly work_center: string | null;
  readonly center_name: string | null;
  readonly center_name_en: string | null;
  readonly is_unit: boolean;
  readonly dispatch_mode: string | null;
  readonly jobs: number;
  readonly left_s: number;
  readonly running: number;
}

export interface Load {
  readonly station: string;
  readonly shift: string;
  readonly day: string;
  readonly capacity_s: number;
  readonly load_s: number;
}

export interface Lane {
  readonly station: Station;
  readonly jobs: readonly Job[];
  readonly loads: readonly Load[];
}

export interface Board {
  readonly lanes: readonly Lane[];
  /** Given to no station yet, or not to the floor at all. */
  readonly undispatched: readonly Job[];
}

/** The station in whose queue a job stands. */
export const stationOf = (job: Job): string | null => job.work_unit ?? job.work_center;

/** Put jobs into the lanes of their stations, in the order the server gave. */
export function boardOf(
  stations: readonly Station[],
  jobs: readonly Job[],
  loads: readonly Load[],
): Board {
  const lanes = stations.map((station) => ({
    station,
    jobs: jobs.filter((job) => job.status !== "released" && stationOf(job) === station.code),
    loads: loads.filter((load) => load.station === station.code),
  }));
  const told = lanes.filter(({ station, jobs: own }) => station.is_unit || own.length > 0);
  return {
    lanes: told.length > 0 ? told : lanes,
    undispatched: jobs.filter((job) => job.status === "released" || stationOf(job) === null),
  };
}

export interface Move {
  readonly job: Job;
  readonly to: Station;
  /** The job it goes before; null = the end of the queue. */
  readonly before: string | null;
  readonly crew?: string;
  readonly person?: string;
}

export interface Command {
  readonly command: string;
  readonly [field: string]: unknown;
}

/**
 * The commands of a move: the job is given to the station unless it stands there, then the queue is
 * put in order as far as people say it. What lies behind follows its priority as before.
 */
export function commandsOf(lane: Lane, move: Move): readonly Command[] {
  const { job, to, before } = move;
  const others = lane.jobs.filter((one) => one.code !== job.code);
  const found = before === null ? -1 : others.findIndex((one) => one.code === before);
  const place = found < 0 ? others.length : found;
  const order = [...others.slice(0, place), job, ...others.slice(place)];
  const ranked = order.reduce(
    (last, one, at) => (one.queue_rank !== null && one.code !== job.code ? at : last),
    -1,
  );
  const isAtEnd = place === others.length && ranked < place;
  const told = isAtEnd ? ranked + 1 : Math.max(ranked, place) + 1;
  const commands: Command[] = [];
  if (stationOf(job) !== to.code || job.status === "released" || move.crew || move.person) {
    commands.push({
      command: "kernel.dispatch_job_order",
      job_order: job.code,
      ...(to.is_unit ? { work_unit: to.code } : { work_center: to.code, any_unit: true }),
      ...(move.crew ? { crew: move.crew } : {}),
      ...(move.person ? { person: move.person } : {}),
    });
  }
  const isSame = order.every((one, at) => lane.jobs[at]?.code === one.code);
  if (!isSame && !(isAtEnd && commands.length > 0)) {
    commands.push({
      command: "kernel.sequence_queue",
      work_unit: to.code,
      job_orders: order.slice(0, isAtEnd ? order.length : told).map((one) => one.code),
    });
  }
  return commands;
}

/** A load as a share of what the shift can do; above 1 it is too much. */
export function fullness(load: Load): number {
  if (load.load_s <= 0) return 0;
  return load.capacity_s > 0 ? load.load_s / load.capacity_s : Number.POSITIVE_INFINITY;
}

/** Hours with one digit. */
export const hours = (seconds: number): string => (seconds / 3600).toFixed(1);

/** Whether a job's order is due before now, or before its own work can be done. */
export function isLate(job: Job, now: string): boolean {
  return job.due_at !== null && Date.parse(job.due_at) < Date.parse(now) + job.left_s * 1000;
}

/* The server's time, carried on by this computer's stopwatch, so that a wrong clock here does no harm. */
const SLOWEST_MS = 4000;
const SLEPT_MS = 2000;

export class ServerTime {
  constructor(serverNow) {
    this.skew = serverNow - performance.now();
    this.wall = Date.now() - performance.now();
  }

  now() {
    return performance.now() + this.skew;
  }

  /* How far this computer's clock is ahead of the server's. */
  offset() {
    return Date.now() - this.now();
  }

  /* An answer told the time; the question was sent at `sentAt` of the stopwatch. A slow answer tells little. */
  measured(serverNow, sentAt) {
    const took = performance.now() - sentAt;
    if (took <= SLOWEST_MS) this.skew = serverNow - (sentAt + took / 2);
  }

  /* A stopwatch stands still while the computer sleeps, and its clock does not. With nobody to ask, the clock
     tells how long that was. True when something jumped: then ask. */
  jumped(isAlone) {
    const wall = Date.now() - performance.now();
    const jump = wall - this.wall;
    this.wall = wall;
    if (Math.abs(jump) < SLEPT_MS) return false;
    if (isAlone && jump > 0) this.skew += jump;
    return true;
  }
}

/* The server's clock as this device knows it, and times in words. */

let offset = 0;

export function setOffset(ms) {
  offset = ms;
}

export const serverNow = () => Date.now() + offset;

const clockTime = new Intl.DateTimeFormat("vi-VN", {
  timeZone: "Asia/Ho_Chi_Minh",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hour12: false,
});

export const timeOf = (ms) => clockTime.format(new Date(ms));

/* "{n} s", "{n} min" … from the words of the page. */
export function ageOf(ms, words) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 90) return words.seconds.replace("{n}", seconds);
  const minutes = Math.round(seconds / 60);
  return minutes < 90
    ? words.minutes.replace("{n}", minutes)
    : words.hours.replace("{n}", Math.round(minutes / 60));
}

// Pages as the server writes them: {1, 2, 3, 7} → "1-3,7".
export function ranges(pages) {
  const parts = [];
  for (const page of [...pages].sort((a, b) => a - b)) {
    const open = parts.at(-1);
    if (open && open[1] === page - 1) open[1] = page;
    else parts.push([page, page]);
  }
  return parts.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(",");
}

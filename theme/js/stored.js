// What Material keeps on the reader's device, dark or light, holds for both languages: English is one folder below. And
// what is stored there must be what Material stores: anything else would stop its script on every page.
"use strict";

if (document.documentElement.lang !== "zh") __md_scope = new URL("..", __md_scope);

try {
  const palette = __md_get("__palette");
  if (palette !== null && typeof palette?.color?.scheme !== "string") throw palette;
} catch {
  try {
    localStorage.removeItem(`${__md_scope.pathname}.__palette`);
  } catch {}
}

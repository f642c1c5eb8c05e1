// Gives Material's script, which runs after this one, a search of our own that costs a page nothing until it is used.
"use strict";

{
  const settings = document.getElementById("__config");
  settings.textContent = JSON.stringify({
    ...JSON.parse(settings.textContent),
    search: new URL("search-worker.js", document.currentScript.src).href,
  });
}

// Material reads a query when a key is let go, which says nothing of one that is pasted by mouse or dictated. And a field of
// one line drops the ends of the lines of what is pasted into it, which then run together.
{
  const field = document.querySelector("[data-md-component=search-query]");
  field.addEventListener("input", () => field.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true })));
  field.addEventListener("paste", (event) => {
    const pasted = event.clipboardData.getData("text");
    if (!/[\r\n]/.test(pasted.trim())) return;
    event.preventDefault();
    field.setRangeText(pasted.trim().replace(/\s*[\r\n]+\s*/g, "  "), field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

// Material asks for the index, which weighs more than a page, as soon as its script runs. So it is lent a request that
// waits until the reader turns to search; when it fails, it says so, and tries again at the next sign.
// A site that was opened as a file is read in another way, which is left alone.
if (location.protocol !== "file:") {
  const field = document.querySelector("[data-md-component=search-query]");
  const toggle = document.getElementById("__search");
  const message = document.querySelector(".md-search-result__meta");
  const loading = message.textContent;

  // Material opens the search for ?q=, and marks the words of ?h= in a page that was found.
  let wanted = toggle.checked || /[?&][qh]=/.test(location.search);
  let send;

  const turnToSearch = () => {
    wanted = true;
    if (!send) return;
    message.textContent = loading;
    send();
    send = undefined;
  };
  field.addEventListener("focus", turnToSearch);
  field.addEventListener("input", turnToSearch);
  toggle.addEventListener("change", () => toggle.checked && turnToSearch());

  const { XMLHttpRequest } = window;
  window.XMLHttpRequest = class extends XMLHttpRequest {
    open(method, url) {
      super.open(method, url);
      if (!url.endsWith("/search/search_index.json")) return;
      window.XMLHttpRequest = XMLHttpRequest;
      this.send = () => {
        send = () => super.send();
        if (wanted) turnToSearch();
      };
      const ended = (event) => {
        if (this.status === 200) return;
        event.stopImmediatePropagation();
        message.textContent = words.search.failed;
        super.open(method, url);
        send = () => super.send();
      };
      this.addEventListener("load", ended);
      this.addEventListener("error", ended);
    }
  };
}

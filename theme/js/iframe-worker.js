// Browsers start no Worker from file://, where the site is read without a server; the search is one. Here its script
// runs in a hidden frame instead. Only the site for reading offline has this file on its pages (site_tools/stage/configuration.py).
"use strict";

if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    waiting = [];

    constructor(url) {
      super();
      const frame = Object.assign(document.createElement("iframe"), { hidden: true });
      frame.onload = () => {
        const { contentWindow: inside, contentDocument: page } = frame;
        frame.onload = null;
        inside.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
        const load = (name) =>
          new Promise((onload, onerror) => {
            page.body.append(Object.assign(page.createElement("script"), { src: new URL(name, url).href, onload, onerror }));
          });
        inside.importScripts = async (...names) => {
          for (const name of names) await load(name);
        };
        load(url).then(() => {
          this.postMessage = (data) => inside.dispatchEvent(new inside.MessageEvent("message", { data }));
          for (const data of this.waiting) this.postMessage(data);
        });
      };
      document.body.append(frame);
    }

    postMessage(data) {
      this.waiting.push(data);
    }
  };
}

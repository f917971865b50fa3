// Number and code of a link lie behind its "#", which no browser sends to anybody: they are put into the form, and taken out of the address.
"use strict";

(() => {
  const form = document.querySelector("form[data-from-link]");
  const said = new URLSearchParams(window.location.hash.slice(1));
  if (!form || !said.get("number") || !said.get("code")) {
    return;
  }
  for (const name of ["number", "code"]) {
    form.querySelector(`[name="paper-${name}"]`).value = said.get(name).slice(0, 60);
  }
  window.history.replaceState(null, "", window.location.pathname);
  form.querySelector("button").focus();
})();

/* What the interview gains from scripts; everything works without them.
   Focus moves to the new heading, the browser's Back and Forward lead through the questions, and writing a country
   chooses the answer it belongs to. The facts stay in this tab's own history: nothing is put into storage. */
"use strict";

(() => {
  const KEEP = ["sheet", "not_known", "engagement", "as_of", "asked"];

  const interview = () => document.querySelector("[data-interview]");

  const standing = () => {
    const page = interview();
    const form = page && page.querySelector('form[action="/decide/"]');
    if (!form) return null;
    const data = new FormData(form);
    const state = { view: page.dataset.interview };
    for (const name of KEEP) state[name] = data.get(name) || "";
    return state;
  };

  const remember = (how) => {
    const state = standing();
    if (state) history[how]({ totalis: state }, "", "/decide/");
  };

  const focusOnNews = () => {
    const target =
      document.getElementById("errors") || document.querySelector("main h1");
    if (target) target.focus({ preventScroll: true });
  };

  let goingBack = false;

  document.addEventListener("htmx:afterSettle", () => {
    if (!interview()) return;
    if (!goingBack) remember("pushState");
    goingBack = false;
    focusOnNews();
  });

  window.addEventListener("popstate", (event) => {
    const state = event.state && event.state.totalis;
    const token = document.querySelector('[name="csrfmiddlewaretoken"]');
    if (!state || !token) return;
    const { view, ...values } = state;
    if (view === "result") values.do = "result";
    else values.change = values.asked.split(" ")[0];
    values.csrfmiddlewaretoken = token.value;
    goingBack = true;
    window.htmx.ajax("POST", "/decide/", {
      values,
      target: "#main",
      select: "#main",
      swap: "outerHTML show:window:top",
    });
  });

  document.addEventListener("input", (event) => {
    const chosen = event.target.dataset && event.target.dataset.chooses;
    if (chosen && event.target.value) document.getElementById(chosen).checked = true;
  });

  document.addEventListener("change", (event) => {
    const typed = event.target.form && event.target.form.querySelector("[data-chooses]");
    if (typed && event.target.type === "radio" && event.target.id !== typed.dataset.chooses)
      typed.value = "";
  });

  if (interview() && location.pathname === "/decide/") {
    const state = standing();
    if (state) history.replaceState({ totalis: state }, "");
  }
})();

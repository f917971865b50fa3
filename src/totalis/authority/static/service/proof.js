/* The small piece of work that a form costs its sender, done by ALTCHA's worker while the person reads. */
(() => {
  "use strict";
  const field = document.querySelector('input[name="altcha"][data-challenge]');
  if (!field || !window.Worker || !window.crypto || !window.crypto.subtle) {
    return; // the server then asks for a short wait instead
  }
  const form = field.form;
  const challenge = JSON.parse(field.dataset.challenge);
  const worker = new Worker(field.dataset.worker);
  let wantsToSend = null;
  let finished = false;

  const finish = () => {
    finished = true;
    worker.terminate();
    if (wantsToSend) {
      form.requestSubmit(wantsToSend.button);
    }
  };
  worker.onmessage = (message) => {
    const solution = message.data;
    if (solution && solution.derivedKey) {
      field.value = btoa(JSON.stringify({ challenge, solution }));
    }
    finish();
  };
  worker.onerror = finish;
  worker.postMessage({ type: "work", challenge, timeout: 60000 });

  form.addEventListener("submit", (event) => {
    if (!finished) {
      event.preventDefault();
      wantsToSend = { button: event.submitter };
      form.setAttribute("aria-busy", "true");
    }
  });
})();

/* Passkeys: what only a script can ask the browser for. Forms with data-passkey appear where it can, ask
   the node what to ask for, then the browser, and send its answer in the field that data-field names. */
"use strict";
(() => {
  const can = window.PublicKeyCredential?.parseRequestOptionsFromJSON;
  if (!can || !window.isSecureContext) return;

  const options = async (form) => {
    const csrf = form.elements.csrf ? form.elements.csrf.value : "";
    const answer = await fetch(form.dataset.passkey, {
      method: "POST",
      headers: { "Accept": "application/json" },
      body: new URLSearchParams({ csrf }),
      redirect: "error",
    });
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  };

  const credential = async (form) => {
    const asked = await options(form);
    if (form.dataset.make) {
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(asked);
      return navigator.credentials.create({ publicKey });
    }
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(asked);
    return navigator.credentials.get({ publicKey });
  };

  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    const failed = form.querySelector("[data-failed]");
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      event.stopPropagation();
      if (form.dataset.asking) return;
      form.dataset.asking = "yes";
      failed.hidden = true;
      try {
        const given = await credential(form);
        form.elements[form.dataset.field].value = JSON.stringify(given.toJSON());
        form.submit();
      } catch {
        failed.hidden = false; // cancelled, none here, or not for this address
      } finally {
        delete form.dataset.asking;
      }
    });
  });
})();

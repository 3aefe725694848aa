// Passkeys: loaded only by the pages that need them. A <form data-passkey="create|get"> carries what the site
// asks of the device in data-options, or says in data-options-from where to fetch it; the device's answer
// goes into the field "credential". Options and answers are JSON with bytes in base64url (WebAuthn level 3).

const toBytes = (text) => Uint8Array.from(
  atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0),
);

const toText = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
  .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const known = (credentials) => (credentials || []).map((one) => ({ ...one, id: toBytes(one.id) }));

async function create(publicKey, alone) {
  const wanted = {
    ...publicKey.authenticatorSelection,
    residentKey: alone ? "required" : "discouraged",
    requireResidentKey: alone,
  };
  if (alone) wanted.userVerification = "required";
  return navigator.credentials.create({ publicKey: {
    ...publicKey,
    challenge: toBytes(publicKey.challenge),
    user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
    excludeCredentials: known(publicKey.excludeCredentials),
    authenticatorSelection: wanted,
  } });
}

async function get(publicKey) {
  return navigator.credentials.get({ publicKey: {
    ...publicKey,
    challenge: toBytes(publicKey.challenge),
    allowCredentials: known(publicKey.allowCredentials),
  } });
}

function asJson(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = toText(credential.response[name]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.dataset.optionsFrom, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return (await answer.json()).request_options;
}

const trouble = document.querySelector("[data-passkey-trouble]");

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = event.submitter || form.querySelector("button");
    button.disabled = true;
    trouble.hidden = true;
    try {
      const { publicKey } = await optionsOf(form);
      const alone = form.elements.passwordless ? form.elements.passwordless.checked : false;
      const credential = form.dataset.passkey === "create" ? await create(publicKey, alone) : await get(publicKey);
      form.elements.credential.value = asJson(credential);
      form.submit();
    } catch (_error) {
      trouble.hidden = false;
      button.disabled = false;
    }
  });
}

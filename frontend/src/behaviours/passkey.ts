// Passkeys: `form[data-passkey="add|use"]` asks the browser for one when it is sent, fills its hidden field `credential`
// and goes on. What to ask for stands in the JSON element named by data-passkey-options, or is fetched from
// data-passkey-url. `[data-passkey-failed]` inside is shown when nothing came of it.
import { behave } from "./core";

type Json = Record<string, any>;

const bytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

const text = (buffer: ArrayBuffer | null): string | null =>
  buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const ids = (list: Json[] = []): PublicKeyCredentialDescriptor[] =>
  list.map((one) => ({ ...(one as PublicKeyCredentialDescriptor), id: bytes(one.id) }));

async function options(form: HTMLFormElement): Promise<Json> {
  const held = document.getElementById(form.dataset.passkeyOptions ?? "");
  if (held) return JSON.parse(held.textContent ?? "");
  const answer = await fetch(form.dataset.passkeyUrl ?? form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`passkey options: ${answer.status}`);
  return answer.json();
}

async function add(form: HTMLFormElement): Promise<Json> {
  const asked: Json = (await options(form)).creation_options.publicKey;
  const alone = form.querySelector<HTMLInputElement>("[name=passwordless]")?.checked ?? false;
  const made = (await navigator.credentials.create({
    publicKey: {
      ...(asked as PublicKeyCredentialCreationOptions),
      challenge: bytes(asked.challenge),
      user: { ...asked.user, id: bytes(asked.user.id) },
      excludeCredentials: ids(asked.excludeCredentials),
      authenticatorSelection: {
        ...asked.authenticatorSelection,
        residentKey: alone ? "required" : "discouraged",
        requireResidentKey: alone,
        ...(alone ? { userVerification: "required" } : {}),
      },
    },
  })) as PublicKeyCredential;
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    attestationObject: text(response.attestationObject),
    transports: response.getTransports?.() ?? [],
    ...shared(made),
  };
}

async function use(form: HTMLFormElement): Promise<Json> {
  const asked: Json = (await options(form)).request_options.publicKey;
  const given = (await navigator.credentials.get({
    publicKey: { ...asked, challenge: bytes(asked.challenge), allowCredentials: ids(asked.allowCredentials) },
  })) as PublicKeyCredential;
  const response = given.response as AuthenticatorAssertionResponse;
  return {
    authenticatorData: text(response.authenticatorData),
    signature: text(response.signature),
    userHandle: text(response.userHandle),
    ...shared(given),
  };
}

const shared = (credential: PublicKeyCredential): Json => ({ credential, clientDataJSON: text(credential.response.clientDataJSON) });

function written({ credential, ...response }: Json): string {
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  });
}

behave<HTMLFormElement>("form[data-passkey]", (form) => {
  const field = form.querySelector<HTMLInputElement>("[name=credential]");
  const failed = form.querySelector<HTMLElement>("[data-passkey-failed]");
  if (!field) return;
  if (!window.PublicKeyCredential) {
    form.hidden = true;
    return;
  }
  field.value = "";
  form.addEventListener("submit", async (event) => {
    if (field.value) return;
    event.preventDefault();
    if (failed) failed.hidden = true;
    form.setAttribute("aria-busy", "true");
    try {
      field.value = written(await (form.dataset.passkey === "add" ? add(form) : use(form)));
      form.requestSubmit();
    } catch {
      if (failed) failed.hidden = false; // refused, timed out, or no passkey of ours on this device
    } finally {
      form.removeAttribute("aria-busy");
    }
  });
});

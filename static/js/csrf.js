// The token that Django wants with every unsafe request.
export function csrfToken() {
  return document.querySelector("meta[name=csrf-token]").content;
}

// Who else has the same thing open: the avatars beside the live connection's state.
const SHOWN = 3;

document.body.addEventListener("presence", ({ detail }) => {
  for (const list of document.querySelectorAll("[data-presence]")) {
    const others = detail.people.filter(({ id }) => id !== list.dataset.presence);
    const rest = others.slice(SHOWN);
    const more = { name: rest.map(({ name }) => name).join(", "), initials: `+${rest.length}`, hue: 1 };
    list.hidden = others.length === 0;
    list.replaceChildren(...others.slice(0, SHOWN).concat(rest.length ? more : []).map(avatar));
  }
});

function avatar({ name, initials, hue }) {
  const picture = document.createElement("span");
  picture.className = "avatar";
  picture.dataset.hue = hue;
  picture.role = "img";
  picture.title = picture.ariaLabel = name;
  picture.textContent = initials;
  const item = document.createElement("li");
  item.append(picture);
  return item;
}

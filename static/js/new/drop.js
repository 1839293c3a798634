// [data-drop]: a file may be dropped on the field; its name is shown.
const zone = document.querySelector("[data-drop]");
const input = zone.querySelector("input");
const name = zone.querySelector("[data-file-name]");

for (const type of ["dragenter", "dragover"]) {
  zone.addEventListener(type, (event) => {
    event.preventDefault();
    zone.dataset.over = "";
  });
}
for (const type of ["dragleave", "drop"]) zone.addEventListener(type, () => delete zone.dataset.over);
zone.addEventListener("drop", (event) => {
  event.preventDefault();
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});
input.addEventListener("change", () => {
  if (input.files[0]) name.textContent = input.files[0].name;
});

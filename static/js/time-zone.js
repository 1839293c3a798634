// <select data-time-zone="id">: what has the id offers the zone that this device is in.
for (const select of document.querySelectorAll("[data-time-zone]")) {
  const offer = document.getElementById(select.dataset.timeZone);
  const button = offer.querySelector("button");
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const show = () => {
    offer.hidden = select.value === zone || ![...select.options].some(({ value }) => value === zone);
  };
  button.textContent = zone;
  button.addEventListener("click", () => {
    select.value = zone;
    show();
    select.focus();
  });
  select.addEventListener("change", show);
  show();
}

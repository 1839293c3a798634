// Somebody else's save is told at once; without unsaved words here its text is taken over.
export function listenLive({ id, me }, { draft, saving, conflict, standing }) {
  let waiting = false;

  async function look() {
    // One's own save may be told by the socket before its request is answered.
    if (waiting) return;
    waiting = true;
    await saving.flush();
    waiting = false;
    if (saving.state !== "conflict") conflict.meet();
  }

  document.body.addEventListener("templateSaved", ({ detail }) => {
    if (detail?.templateId !== id) return;
    if (saving.isBusy) saving.addEventListener("settled", () => maybe(detail), { once: true });
    else maybe(detail);
  });
  document.body.addEventListener("liveReconnected", look);

  function maybe({ revision, byId }) {
    const isMine = byId === me && revision <= draft.revision;
    if (revision > draft.revision || !isMine) look();
    if (revision === draft.revision) standing.refresh();
  }
}

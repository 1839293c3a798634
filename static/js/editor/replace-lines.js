// Chromium types over several lines with a style of its own, which the policy forbids; so that is
// done here, by the same input handlers that CodeMirror would ask.
import { EditorView } from "@codemirror/view";

export const replaceLines = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { main } = view.state.selection;
    const { doc } = view.state;
    const isOneLine = doc.lineAt(main.from).number === doc.lineAt(main.to).number;
    if (event.inputType !== "insertText" || !event.data || isOneLine || view.state.readOnly) return false;
    event.preventDefault();
    const plain = () => view.state.update(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
    const taken = view.state.facet(EditorView.inputHandler).some((handle) => handle(view, main.from, main.to, event.data, plain));
    if (!taken) view.dispatch(plain());
    return true;
  },
});

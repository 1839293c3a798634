// Line ends stay as their author left them: all CR LF, all LF, or (CR as a character) mixed.
export function lineEnd(text) {
  return text.includes("\r\n") && !isMixed(text) ? "\r\n" : "\n";
}

export function isMixed(text) {
  const rest = text.replaceAll("\r\n", "");
  return rest.includes("\r") || (rest !== text && rest.includes("\n"));
}

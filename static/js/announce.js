// What others did a moment ago, for those who do not see the page change. A screen reader says the
// line when it can; everybody else sees the regions refresh.
const OUTCOMES = {
  approve: "approved",
  reject: "rejected",
  request_changes: "asked for changes in",
};
const SENTENCES = {
  approvalSubmitted: () => "submitted",
  approvalWithdrawn: () => "withdrew",
  approvalDecided: ({ decision }) => OUTCOMES[decision],
};

const line = document.getElementById("announcements");
for (const [name, verb] of Object.entries(SENTENCES)) {
  document.body.addEventListener(name, ({ detail }) => {
    if (detail?.templateName) line.textContent = `${detail.by} ${verb(detail)} “${detail.templateName}”.`;
  });
}

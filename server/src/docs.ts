/** Where a rule's page lies on the web: docs/rules/<id>.md. */
export const docsUrl = (rule: string): string =>
  `https://github.com/unpark/unpark/blob/main/docs/rules/${rule}.md`;

/** Names of calls that only tell of what happens, and carry the context for what it holds. */
export const telling = /log|debug|info|warn|error|trace|print|record|event|span|metric|withoutcancel/i;

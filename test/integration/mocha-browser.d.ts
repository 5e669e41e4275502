/** Mocha's build for browsers, which has no types of its own. */
declare module 'mocha/mocha.js';

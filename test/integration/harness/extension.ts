/** The extension's identifier: publisher and name of package.json. */
export const extensionId = 'unpark.unpark';

import type { InitializeParams } from 'vscode-languageserver';
import type { InitializationOptions } from '#protocol';

/** What the client can do, as far as the server behaves differently without it. */
export interface ClientFeatures {
  pullDiagnostics: boolean;
  refreshDiagnostics: boolean;
  refreshCodeLenses: boolean;
  relatedInformation: boolean;
  codeDescription: boolean;
  codeActionLiterals: boolean;
  documentChanges: boolean;
  /** An edit may make a file. */
  createsFiles: boolean;
  configuration: boolean;
  watchConfiguration: boolean;
  watchFiles: boolean;
  workspaceFolders: boolean;
  showsRules: boolean;
  showsSchedules: boolean;
}

export function clientFeatures(params: InitializeParams, options: InitializationOptions): ClientFeatures {
  const { textDocument, workspace } = params.capabilities;
  const { diagnostic, publishDiagnostics } = textDocument ?? {};
  return {
    pullDiagnostics: diagnostic !== undefined,
    refreshDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    refreshCodeLenses: workspace?.codeLens?.refreshSupport === true,
    relatedInformation: (diagnostic ?? publishDiagnostics)?.relatedInformation === true,
    codeDescription: (diagnostic ?? publishDiagnostics)?.codeDescriptionSupport === true,
    codeActionLiterals: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    createsFiles:
      workspace?.workspaceEdit?.documentChanges === true &&
      workspace.workspaceEdit.resourceOperations?.includes('create') === true,
    configuration: workspace?.configuration === true,
    watchConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    watchFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    workspaceFolders: workspace?.workspaceFolders === true,
    showsRules: options.showsRules === true,
    showsSchedules: options.showsSchedules === true,
  };
}

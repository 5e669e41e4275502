/** The language server as a program of its own, over the transport that its arguments name. */
import { serve } from './lsp/serve.ts';

serve();

// The entry of a thread: what it compiles is taken from the cache that the process before it left, which halves its start.
import { enableCompileCache } from 'node:module';

enableCompileCache();
export default (await import('./worker.ts')).default;

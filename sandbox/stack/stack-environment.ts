import { namespace } from './temporal-server.ts';

type Places = { temporalAddress: string; databaseUrl: string; providerUrl: string; apiKey: string; pseudonymKey: string };

/** The variables by which every part of the product finds this stack, the same as a real installation sets. */
export function stackEnvironment(places: Places): Record<string, string> {
  return {
    TEMPORAL_ADDRESS: places.temporalAddress,
    TEMPORAL_NAMESPACE: namespace,
    // A profile of the user's may ask for TLS, which the development server does not speak.
    TEMPORAL_TLS: 'false',
    DATABASE_URL: places.databaseUrl,
    OPENAI_BASE_URL: places.providerUrl,
    OPENAI_API_KEY: places.apiKey,
    FLYWHEEL_PSEUDONYM_KEY: places.pseudonymKey,
  };
}

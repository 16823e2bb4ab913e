/** How it is known who somebody is. `authenticated`: proved by a signature; `claimed`: typed in, as anybody could have. */
export type Proof = 'authenticated' | 'claimed';

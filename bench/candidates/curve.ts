import { accuracy, ask, difference, four, tune, wayOf, type Scene } from './scene.ts';

/** Training lifts a base of 500 labels: accuracy on the test set with more and more labels. */
export async function curve(scene: Scene): Promise<void> {
  const base = await ask(scene, wayOf(await tune(scene, 'sandbox-large', scene.training.slice(0, 500))), scene.test);
  const found = [`500 labels ${four(accuracy(base))}`];
  for (const labels of [1_000, 2_000, 4_000, scene.training.length]) {
    const more = await ask(scene, wayOf(await tune(scene, 'sandbox-large', scene.training.slice(0, labels))), scene.test);
    found.push(`${labels} ${four(accuracy(more))} (${difference(base, more)})`);
  }
  scene.print(found.join(', '));
}

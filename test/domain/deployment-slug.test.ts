// Names of deployments made of titles.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEPLOYMENT_NAME } from '../../src/domain/deployment/deployment.ts';
import { deploymentSlug } from '../../src/domain/deployment/deployment-slug.ts';

test('whatever the title, it makes a name that is one, or none', () => {
  fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ unit: fc.constantFrom('a', 'B', '7', ' ', '-', 'é'), maxLength: 200 })), (title) => {
    const name = deploymentSlug(title);
    if (name !== null) expect(name).toMatch(DEPLOYMENT_NAME);
    expect(name !== null).toBe(/[a-z0-9]/.test(title.normalize('NFKD').toLowerCase()));
  }), { numRuns: 50 });
});

test('a name makes itself, and words of a title are parted by one hyphen', () => {
  fc.assert(fc.property(fc.stringMatching(DEPLOYMENT_NAME), (name) => {
    expect(deploymentSlug(name)).toBe(name.replaceAll(/-+/g, '-'));
  }));
  expect(['Dark  squares!', 'Café №7', '---', `${'x'.repeat(62)} y`].map(deploymentSlug)).toEqual(['dark-squares', 'cafe-no7', null, 'x'.repeat(62)]);
});

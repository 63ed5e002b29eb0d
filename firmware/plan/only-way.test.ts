import test from 'ava'
import { isOnlyWay } from './only-way.ts'

test('a link is a class’s only way while it carries and no other of the class’s list does', (t) => {
  t.true(isOnlyWay('sky', ['lte', 'sky'], ['sky', 'geo']))
  t.false(isOnlyWay('sky', ['lte', 'sky'], ['sky', 'lte']))
  t.false(isOnlyWay('sky', ['lte', 'sky'], ['geo']), 'it carries nothing itself')
  t.false(isOnlyWay('sky', ['lte'], ['sky']), 'the class may not go by it')
})

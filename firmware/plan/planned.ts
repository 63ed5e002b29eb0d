/**
 * What a decision comes to: the state to decide from next time, what to do now in this order, and why in short sentences.
 * Reasons are given when something changes, not with every call.
 */
export interface Planned<State, Action> {
  state: State
  actions: readonly Action[]
  reasons: readonly string[]
}

export function RoundForm(_: {}) { return <p />; }

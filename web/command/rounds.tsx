export function Rounds(_: {}) { return <p />; }

export function Received(_: {}) { return <p />; }

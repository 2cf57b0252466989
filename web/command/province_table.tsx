export function ProvinceTable(_: {}) { return <p />; }

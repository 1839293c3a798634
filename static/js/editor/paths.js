// Paths into sample data, written like the server's names of variables: customer.name, items[].price.
export function get(data, path) {
  let found = data;
  for (const part of partsOf(path)) {
    if (part === "[]") found = Array.isArray(found) ? found[0] : undefined;
    else found = found !== null && typeof found === "object" && Object.hasOwn(found, part) ? found[part] : undefined;
  }
  return found;
}

// A copy of `data` with a value at a path of objects.
export function put(data, path, value) {
  const [first, ...rest] = path.split(".");
  const holder = data !== null && typeof data === "object" && !Array.isArray(data) ? data : {};
  return { ...holder, [first]: rest.length ? put(holder[first], rest.join("."), value) : value };
}

// Every leaf: { path, shown }. A list is a leaf too, and so are the fields of its first item.
export function leaves(data, before = "") {
  return Object.entries(data).flatMap(([name, value]) => {
    const path = before ? `${before}.${name}` : name;
    if (Array.isArray(value)) {
      const inner = value[0] !== null && typeof value[0] === "object" ? leaves(value[0], `${path}[]`) : [];
      return [{ path, shown: items(value) }, ...inner];
    }
    if (value !== null && typeof value === "object") return leaves(value, path);
    return [{ path, shown: String(value).slice(0, 40) }];
  });
}

// What the data has and no variable asks for.
export function unused(data, variables) {
  const names = variables.map(({ name }) => name);
  return leaves(data).map(({ path }) => path).filter((path) => !names.some((name) => covers(name, path, names)));
}

export function items(list) {
  return `${list.length} item${list.length === 1 ? "" : "s"}`;
}

function covers(name, path, names) {
  if (name === path || path.startsWith(`${name}.`)) return true;
  // A list is used by its items; and as a whole when nobody names the fields of its items.
  if (name.startsWith(`${path}[]`)) return true;
  return path.startsWith(`${name}[]`) && !names.some((one) => one.startsWith(`${name}[].`));
}

function partsOf(path) {
  return path.replaceAll("[]", ".[]").split(".");
}

// A function for Spectral: an object's list must be as long as its sibling, if it has that sibling.
export default (object, { list, sibling }) => {
  const [entries, others] = [object[list], object[sibling]];
  if (!Array.isArray(entries) || !Array.isArray(others) || entries.length === others.length) return [];
  return [{ message: `${sibling} has ${others.length} entries for the ${entries.length} of ${list}` }];
};

//! The fields that the description names, as a tree; in the end each has a number, in the order of the JSON.

use serde::de::DeserializeOwned;

use super::order::fields;
use super::{Act, Acts, Feeds, Field, Item, Key, MOST_FIELDS, Record};

/// The records and what is in them. Nodes are fields and parts; while the tree grows, their numbers stand in for slots.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    /// By record, its node.
    pub(super) roots: Vec<u16>,
    heads: Vec<String>,
    /// How many lists there are.
    pub(super) lists: u16,
}

#[derive(Debug)]
pub(super) struct Node {
    name: &'static str,
    what: What,
    children: Vec<u16>,
    /// Names of what may be in it, in the order of the JSON.
    order: &'static [&'static str],
    /// Number of the list, for a list.
    pub(super) list: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Part,
    Value,
    List,
}

impl Tree {
    /// A new record, for which `T` is in the model: its number, and its node.
    pub(super) fn record<T: DeserializeOwned>(&mut self, head: String) -> (u16, u16) {
        let node = self.add(Node {
            name: "",
            what: What::Part,
            children: Vec::new(),
            order: fields::<T>(),
            list: 0,
        });
        self.roots.push(node);
        self.heads.push(head);
        (self.roots.len() as u16 - 1, node)
    }

    /// The child of a part, made when it is first named.
    pub(super) fn child(
        &mut self,
        at: u16,
        name: &'static str,
        what: What,
        order: &'static [&'static str],
    ) -> u16 {
        let children = &self.nodes[usize::from(at)].children;
        if let Some(found) = children.iter().find(|n| self.nodes[usize::from(**n)].name == name) {
            return *found;
        }
        let list = self.lists;
        self.lists += u16::from(what == What::List);
        let node = self.add(Node { name, what, children: Vec::new(), order, list });
        self.nodes[usize::from(at)].children.push(node);
        node
    }

    fn add(&mut self, node: Node) -> u16 {
        self.nodes.push(node);
        self.nodes.len() as u16 - 1
    }

    /// The records with their fields in order, and for each node the number of its field.
    pub(super) fn written(&self) -> (Vec<Record>, Vec<u16>) {
        let mut slots = vec![0; self.nodes.len()];
        let records = self.roots.iter().zip(&self.heads).map(|(root, head)| {
            let mut record = Record { parts: vec![Vec::new()], head: head.clone(), ..Record::default() };
            record.is_text = self.nodes[usize::from(*root)].order.is_empty();
            self.fill(*root, 0, &mut record, &mut slots);
            assert!(record.fields.len() <= MOST_FIELDS, "a record has more fields than bits");
            record
        });
        (records.collect(), slots)
    }

    /// Adds the fields of a part.
    fn fill(&self, at: u16, part: u16, record: &mut Record, slots: &mut [u16]) {
        let node = &self.nodes[usize::from(at)];
        let place = |child: &u16| {
            let name = self.nodes[usize::from(*child)].name;
            node.order.iter().position(|known| *known == name)
        };
        let mut children = node.children.clone();
        children.sort_by_key(place);
        for child in children {
            let field = &self.nodes[usize::from(child)];
            if field.what == What::Part {
                let mut way = record.parts[usize::from(part)].clone();
                way.push(field.name);
                record.parts.push(way);
                self.fill(child, record.parts.len() as u16 - 1, record, slots);
                continue;
            }
            slots[usize::from(child)] = record.fields.len() as u16;
            let is_list = field.what == What::List;
            let opens = if is_list { '[' } else { '"' };
            let key = Key::new(&format!(",\"{}\":{opens}", field.name));
            record.fields.push(Field { key, part, list: is_list.then_some(field.list) });
        }
    }
}

impl Item {
    /// Puts the number of the field in place of that of the node.
    pub(super) fn number(&mut self, slots: &[u16]) {
        self.slot = slots[usize::from(self.slot)];
    }
}

impl Feeds {
    pub(super) fn each_acts(&mut self, with: &mut dyn FnMut(&mut Acts)) {
        match self {
            Self::Nothing => {}
            Self::Record(_, acts) | Self::Item(_, acts) => with(acts),
            Self::Codes(codes) => codes.roles.iter_mut().for_each(|(_, _, _, acts)| with(acts)),
        }
    }
}

impl Acts {
    /// Puts the numbers of fields in place of those of nodes.
    pub(super) fn number(&mut self, slots: &[u16]) {
        let number = |slot: &mut u16| *slot = slots[usize::from(*slot)];
        for act in &mut self.by {
            match act {
                Act::Value(slot, _)
                | Act::Ordinary(_, slot)
                | Act::Other(_, slot)
                | Act::Dated(slot, ..)
                | Act::Text(slot, _) => number(slot),
                Act::Days(from, to, _) => {
                    number(from);
                    number(to);
                }
                Act::Name(organization, person, _) => {
                    organization.iter_mut().for_each(number);
                    number(person);
                }
                Act::Stray | Act::Fixed(_) | Act::Says | Act::Kind(_) | Act::Components(_) => {}
            }
        }
        self.composites.iter_mut().for_each(|components| components.number(slots));
        if let Some(groups) = &mut self.groups {
            groups.item.number(slots);
            groups.acts.number(slots);
        }
    }
}

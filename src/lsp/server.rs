//! The server: takes what an editor sends, answers, and tells findings when they are known.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use lsp_server::{Connection, ErrorCode, Message, Notification, ProtocolError, Request, RequestId, Response};
use lsp_types::notification::{self as told, Notification as _};
use lsp_types::request::{self as asked, Request as _};
use lsp_types::{
    CodeActionOrCommand, CodeActionParams, CodeActionProviderCapability, DidChangeTextDocumentParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DocumentSymbolParams, DocumentSymbolResponse,
    HoverParams, HoverProviderCapability, OneOf, PublishDiagnosticsParams, ServerCapabilities,
    TextDocumentSyncCapability, TextDocumentSyncKind, Uri,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::validate::RuleSet;

use super::document::Document;
use super::{actions, findings, hover, outline};

/// Why the server could not go on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ServeError {
    /// The editor does not follow the protocol.
    #[error("the editor does not follow the language server protocol: {0}")]
    Protocol(#[from] ProtocolError),
    /// Standard input or output broke.
    #[error("the connection to the editor broke")]
    Broken,
}

/// Serves an editor on standard input and output until it says that it is done.
pub(crate) fn serve(rules: RuleSet) -> Result<(), ServeError> {
    let (connection, threads) = Connection::stdio();
    let capabilities = serde_json::to_value(capabilities()).unwrap_or_default();
    let (id, _) = connection.initialize_start()?;
    let server = json!({"name": "twinclaim", "version": env!("CARGO_PKG_VERSION")});
    connection.initialize_finish(id, json!({"capabilities": capabilities, "serverInfo": server}))?;
    Server::new(&connection, rules).run(&connection)?;
    drop(connection);
    threads.join().map_err(|_| ServeError::Broken)
}

fn capabilities() -> ServerCapabilities {
    ServerCapabilities {
        text_document_sync: Some(TextDocumentSyncCapability::Kind(TextDocumentSyncKind::INCREMENTAL)),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        document_symbol_provider: Some(OneOf::Left(true)),
        code_action_provider: Some(CodeActionProviderCapability::Simple(true)),
        ..ServerCapabilities::default()
    }
}

/// What is open in the editor.
struct Server {
    open: BTreeMap<String, Document>,
    /// Whoever validates, so that answers need not wait for it.
    checks: Sender<Document>,
}

impl Server {
    fn new(connection: &Connection, rules: RuleSet) -> Self {
        let (checks, waiting) = channel();
        let sender = connection.sender.clone();
        thread::spawn(move || {
            check(&waiting, &rules, &|message| sender.send(message).is_ok());
        });
        Self { open: BTreeMap::new(), checks }
    }

    fn run(mut self, connection: &Connection) -> Result<(), ServeError> {
        for message in &connection.receiver {
            match message {
                Message::Request(request) => {
                    if connection.handle_shutdown(&request)? {
                        break;
                    }
                    let answer = self.answer(request);
                    connection.sender.send(answer.into()).map_err(|_| ServeError::Broken)?;
                }
                Message::Notification(notification) => {
                    if let Some(message) = self.note(notification) {
                        connection.sender.send(message).map_err(|_| ServeError::Broken)?;
                    }
                }
                Message::Response(_) => {}
            }
        }
        Ok(())
    }

    fn answer(&self, Request { id, method, params }: Request) -> Response {
        match &*method {
            asked::HoverRequest::METHOD => self.of(id, params, |server, asked: HoverParams| {
                let at = asked.text_document_position_params;
                server
                    .document(&at.text_document.uri)
                    .and_then(|document| hover::hover(document, at.position))
            }),
            asked::DocumentSymbolRequest::METHOD => {
                self.of(id, params, |server, asked: DocumentSymbolParams| {
                    let document = server.document(&asked.text_document.uri);
                    document.map(|document| DocumentSymbolResponse::Nested(outline::outline(document)))
                })
            }
            asked::CodeActionRequest::METHOD => self.of(id, params, |server, asked: CodeActionParams| {
                let document = server.document(&asked.text_document.uri)?;
                let actions = actions::actions(document).into_iter();
                Some(actions.map(CodeActionOrCommand::CodeAction).collect::<Vec<_>>())
            }),
            _ => {
                let text = format!("{method} is not supported");
                Response::new_err(id, ErrorCode::MethodNotFound as i32, text)
            }
        }
    }

    fn of<P: DeserializeOwned, R: Serialize>(
        &self,
        id: RequestId,
        params: Value,
        answer: impl Fn(&Self, P) -> Option<R>,
    ) -> Response {
        match serde_json::from_value(params) {
            Ok(params) => Response::new_ok(id, answer(self, params)),
            // What serde says may quote a text.
            Err(_) => Response::new_err(
                id,
                ErrorCode::InvalidParams as i32,
                "the parameters are not as the protocol has them".to_owned(),
            ),
        }
    }

    fn document(&self, uri: &Uri) -> Option<&Document> {
        self.open.get(uri.as_str())
    }

    /// Takes what the editor tells. Gives what it is told at once.
    fn note(&mut self, Notification { method, params }: Notification) -> Option<Message> {
        match &*method {
            told::DidOpenTextDocument::METHOD => {
                let DidOpenTextDocumentParams { text_document: opened } =
                    serde_json::from_value(params).ok()?;
                self.take(Document::new(opened.uri, opened.version, &opened.text));
            }
            told::DidChangeTextDocument::METHOD => {
                let changed: DidChangeTextDocumentParams = serde_json::from_value(params).ok()?;
                let document = self.document(&changed.text_document.uri)?;
                self.take(document.changed(changed.text_document.version, changed.content_changes));
            }
            told::DidCloseTextDocument::METHOD => {
                let closed: DidCloseTextDocumentParams = serde_json::from_value(params).ok()?;
                let document = self.open.remove(closed.text_document.uri.as_str())?;
                return Some(publish(&document, Vec::new()));
            }
            _ => {}
        }
        None
    }

    fn take(&mut self, document: Document) {
        // The thread ends with the server.
        let _ = self.checks.send(document.clone());
        self.open.insert(document.uri.as_str().to_owned(), document);
    }
}

/// Validates what has changed. Of several changes of a file that wait, only the last one matters.
fn check(waiting: &Receiver<Document>, rules: &RuleSet, tell: &dyn Fn(Message) -> bool) {
    while let Ok(first) = waiting.recv() {
        let mut latest: BTreeMap<String, Document> = BTreeMap::new();
        for document in std::iter::once(first).chain(waiting.try_iter()) {
            latest.insert(document.uri.as_str().to_owned(), document);
        }
        for document in latest.values() {
            let found = findings::findings(document, rules);
            if !tell(publish(document, found)) {
                return;
            }
        }
    }
}

fn publish(document: &Document, diagnostics: Vec<lsp_types::Diagnostic>) -> Message {
    let params =
        PublishDiagnosticsParams { uri: document.uri.clone(), diagnostics, version: Some(document.version) };
    Notification::new(told::PublishDiagnostics::METHOD.to_owned(), params).into()
}

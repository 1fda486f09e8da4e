using System.Xml.Linq;
using Clearsight.Storage;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Clearsight.Api.Security;

/// <summary>The keys that seal cookies, as files in the storage directory: they outlive a container. A host that does not come to start leaves no folder behind.</summary>
internal sealed class SealKeys(StorageLayout layout, ILoggerFactory loggers) : IXmlRepository
{
    private readonly Lazy<FileSystemXmlRepository> _files = new(() => new FileSystemXmlRepository(layout.CreateKeysFolder(), loggers));

    public IReadOnlyCollection<XElement> GetAllElements() => _files.Value.GetAllElements();

    public void StoreElement(XElement element, string friendlyName) => _files.Value.StoreElement(element, friendlyName);
}
